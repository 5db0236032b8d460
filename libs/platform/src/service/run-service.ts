import { createKafkaBus } from '@hookswitch/messaging';
import { busLog } from './bus-log.js';
import { kafkaOptions } from './kafka-options.js';
import { runProcess } from './run-process.js';
import type { Service } from './service.js';
import { startServices } from './start-services.js';
import type { System } from './system.js';

/** One service over Kafka in a process of its own: the whole `main.ts` of an app. */
export function runService(service: Service, system?: System): Promise<void> {
  return runProcess(
    service.name,
    async (context) => {
      const bus = createKafkaBus({ ...kafkaOptions(context.config), log: busLog(context.log) });
      try {
        const running = await startServices([{ service }], { ...context, bus });
        return { close: () => running.close().finally(() => bus.close()) };
      } catch (error) {
        await bus.close().catch(() => undefined);
        throw error;
      }
    },
    system,
  );
}
