import type { Batch } from '@hookswitch/messaging';
import { OnBatch } from '@hookswitch/platform';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Recorder } from './recorder.js';

const RECORDER = { group: 'recorder' };

/** The recorder as a consumer of the bus. */
@Controller()
export class RecorderController {
  constructor(private readonly recorder: Recorder) {}

  @OnBatch('events', RECORDER)
  events(@Payload() batch: Batch): Promise<void> {
    return this.recorder.events(batch);
  }

  @OnBatch('runs', RECORDER)
  runs(@Payload() batch: Batch): Promise<void> {
    return this.recorder.runs(batch);
  }

  @OnBatch('results', RECORDER)
  results(@Payload() batch: Batch): Promise<void> {
    return this.recorder.results(batch);
  }

  @OnBatch('deadletters', RECORDER)
  deadLetters(@Payload() batch: Batch): Promise<void> {
    return this.recorder.deadLetters(batch);
  }
}
