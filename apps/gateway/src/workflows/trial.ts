import { ControlPlane } from '@hookswitch/persistence';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { Announcements } from '../connectors/announcements.js';
import { notFound } from '../problem/api-error.js';
import type { Mistake } from '../problem/request-codes.js';
import { DocumentChecker } from './document-checker.js';
import { DryRun } from './dry-run.js';
import type { DryRunBody } from './workflow.dto.js';

export interface Verdict {
  readonly valid: boolean;
  readonly errors: readonly Mistake[];
  readonly warnings: readonly Mistake[];
}

/** What would become of a document, for both edges; nothing is stored and nothing sent. */
@Injectable()
export class Trial {
  constructor(
    private readonly plane: ControlPlane,
    private readonly checker: DocumentChecker,
    private readonly announcements: Announcements,
    private readonly dryRun: DryRun,
  ) {}

  /** What saving would say. With an id: as a new version of that workflow, of which the saved document stands for one that is not given. */
  async validate(caller: Caller, id: string | undefined, body: unknown): Promise<Verdict> {
    const ask = () =>
      this.plane.read(caller, async (unit) => {
        const before = id === undefined ? undefined : await unit.workflows.find(id);
        if (id !== undefined && !before) throw notFound();
        return this.checker.judge(unit, caller, body ?? before?.document, before);
      });
    const { errors, warnings } = await this.announcements.answer(ask, (checked) => checked.errors);
    return { valid: errors.length === 0, errors, warnings };
  }

  /** Says what a document would make of an event. Rejects with `invalid_document`, `not_found`. */
  test(caller: Caller, body: DryRunBody) {
    return this.announcements.answer(() => this.dryRun.run(caller, body));
  }
}
