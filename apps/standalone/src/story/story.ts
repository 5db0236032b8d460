import { type EventBus, decodeEvent, decodeMessage, readDeadLetter, type Batch } from '@hookswitch/messaging';
import type { Topics } from '@hookswitch/domain';
import { describeCommand } from './describe-command.js';
import { tellEvent, tellResult, tellStage, type StoryLine } from './lines.js';

const REMEMBERED_COMMANDS = 10_000;

/**
 * Tells what happens to every event from now on, read from the bus as any other service reads it. `print` gets a line at a time, with the
 * message that it tells for those who want it whole.
 */
export async function tellStory(
  bus: EventBus,
  topics: Topics,
  print: (line: StoryLine, message: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  const commands = new Map<string, string>();
  const remember = (id: string, words: string) => {
    commands.set(id, words);
    const [oldest] = commands.keys();
    if (commands.size > REMEMBERED_COMMANDS && oldest !== undefined) commands.delete(oldest);
  };
  const tell = (batch: Batch) => {
    for (const record of batch.records) {
      const at = new Date(record.timestamp).toISOString();
      if (batch.topic === topics.events) {
        const event = decodeEvent(record, { tenant: 'header' });
        if (event.ok) print(tellEvent(event.value, at), event.value);
      } else if (batch.topic === topics.runs) {
        const message = decodeMessage('runs', record);
        for (const stage of message.ok ? message.value.stages : []) {
          for (const { command } of stage.commands) remember(command.id, describeCommand(command));
          for (const line of tellStage(stage)) print(line, stage);
        }
      } else if (batch.topic === topics.results) {
        const result = decodeMessage('result', record);
        const line = result.ok ? tellResult(result.value, commands.get(result.value.command)) : undefined;
        if (line && result.ok) print(line, result.value);
      } else {
        const { reason, message, stage } = readDeadLetter(record);
        print(
          { at, kind: 'failed', text: `dead letter from ${stage}: ${reason}, ${message}` },
          { reason, message, stage },
        );
      }
    }
  };
  const consumption = await bus.consume({
    group: 'story',
    topics: [topics.events, topics.runs, topics.results, topics.deadletters],
    startAt: 'next',
    onBatch: async (batch) => {
      tell(batch);
      await batch.commit((batch.records.at(-1)?.offset ?? 0) + 1);
    },
  });
  return { close: () => consumption.stop() };
}
