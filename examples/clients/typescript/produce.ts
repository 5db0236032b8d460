import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Event } from './event.ts';

export interface Place {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly tenant: string;
}

/** Straight to Kafka: a CloudEvent in binary mode, attributes in headers and the data as the value. */
export async function produce({ brokers, topic, tenant }: Place, { data, ...attributes }: Event): Promise<void> {
  const kafka = new Kafka({ clientId: 'hookswitch-example', brokers: [...brokers], logLevel: logLevel.ERROR });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    // murmur2, as everybody else: a call's events belong into one partition.
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  const headers = Object.entries({ ...attributes, tenantid: tenant }).map(([name, value]) => [`ce_${name}`, value]);
  await producer.connect();
  try {
    await producer.send({
      topic,
      messages: [
        {
          key: `${tenant}|${attributes.subject}`,
          value: JSON.stringify(data),
          headers: { ...(Object.fromEntries(headers) as Record<string, string>), 'content-type': 'application/json' },
        },
      ],
    });
  } finally {
    await producer.disconnect();
  }
}
