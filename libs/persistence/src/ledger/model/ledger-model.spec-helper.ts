import {
  newRow,
  type Held,
  type ModelAttempt,
  type ModelResult,
  type ModelRow,
  type Verdict,
} from './model-rows.spec-helper.js';

/** What the ledger is to do, without a database: plain rows and one method per transaction. Each returns what the ledger answers. */
export class LedgerModel {
  readonly rows: ModelRow[] = [];
  readonly attempts = new Map<string, ModelAttempt>();
  outbox: ModelResult[] = [];
  readonly cancelled = new Set<string>();
  /** First attempts in the order in which they started, without those of redriven commands and those given back. */
  firsts: string[] = [];
  readonly #ends = new Map<string, ModelResult>();
  #offsets = 0;
  #clock = 0;

  row(name: string): ModelRow {
    const row = this.rows.find((each) => each.name === name);
    if (!row) throw new Error(`the model has no ${name}`);
    return row;
  }

  claim(wanted: readonly { readonly name: string; readonly lane: string; readonly key: string }[]) {
    let fresh = 0;
    for (const { name, lane, key } of wanted) {
      const known = this.rows.find((each) => each.name === name);
      if (known) this.#tellAgain(known);
      else {
        fresh += 1;
        const row = newRow(name, lane, key, (this.#offsets += 1), (this.#clock += 1));
        this.rows.push(row);
        if (this.cancelled.has(name)) this.#doom(row, 'cancelled');
      }
    }
    return { fresh };
  }

  start(owner: string, key: string, limit: number) {
    const isAtWork = (lane: string) => this.rows.some((row) => row.lane === lane && isFirstRunning(row));
    const due = this.rows
      .filter((row) => row.key === key && row.state === 'waiting' && row.due < Infinity)
      .filter((row) => !(row.first && isAtWork(row.lane)))
      .sort(byDue)
      .slice(0, limit);
    const doomed = new Map(due.map((row) => [row, this.#doomOf(row)] as const).filter(([, fate]) => fate));
    const isBlocked = (row: ModelRow) =>
      row.first &&
      this.rows.some((e) => e.lane === row.lane && isWaitingFirst(e) && e.offset < row.offset && !doomed.has(e));
    const starting = due.filter((row) => !doomed.has(row) && !isBlocked(row));
    for (const [row, fate] of doomed) this.#doom(row, fate ?? '');
    for (const row of starting) this.#begin(row, owner);
    return { running: starting.map(heldOf), ended: [...doomed.keys()].map(({ name }) => name).sort() };
  }

  settle({ name, attempt, grip, owner }: Held, verdict: Verdict): string {
    const row = this.row(name);
    if (row.state === 'running' && row.attempt === attempt && row.grip === grip && row.owner === owner)
      return this.#move(row, verdict, grip);
    const known = this.attempts.get(`${name} ${attempt}`);
    if (!known || verdict.outcome === undefined || known.late !== null || known.confirmed >= grip) return 'repeated';
    known.late = verdict.outcome;
    row.seq += 1;
    this.outbox.push({ name, seq: row.seq, status: 'late', attempt });
    return 'fenced';
  }

  lost(except: readonly Held[]): readonly Held[] {
    return this.rows.filter((row) => row.state === 'running' && row.isLeaseOver && !isIn(except, row)).map(heldOf);
  }

  settleLost({ name }: Held, verdict: Verdict): string {
    return this.#move(this.row(name), verdict);
  }

  renew(held: readonly Held[]): readonly string[] {
    const kept = this.rows.filter(
      (row) => row.state === 'running' && held.some((each) => each.owner === row.owner && isIn([each], row)),
    );
    for (const row of kept) row.isLeaseOver = false;
    return kept.map(({ name }) => name).sort();
  }

  giveBack(owner: string, begun: readonly Held[]): readonly string[] {
    const idle = this.rows.filter((row) => row.state === 'running' && row.owner === owner && !isIn(begun, row));
    for (const row of idle) {
      Object.assign(row, { state: 'waiting', owner: null, isLeaseOver: false });
      if (row.next !== 'perform') continue;
      this.attempts.delete(`${row.name} ${row.attempt}`);
      row.attempt -= 1;
      row.first = row.attempt === 0 && row.redrives === 0;
      if (row.first) this.firsts = this.firsts.filter((name) => name !== row.name);
    }
    return [...new Set(idle.map(({ key }) => key))].sort();
  }

  endOverdue(): readonly string[] {
    const overdue = this.rows.filter(
      (row) => row.state === 'waiting' && (row.isGivenUp || (row.next === 'perform' && row.isExpired)),
    );
    for (const row of overdue) this.#doom(row, this.#overdueAs(row) ?? '');
    return overdue.map(({ name }) => name).sort();
  }

  cancel(name: string): readonly string[] {
    this.cancelled.add(name);
    const ended = this.rows.filter((row) => row.name === name && row.state === 'waiting' && row.next === 'perform');
    for (const row of ended) this.#doom(row, 'cancelled');
    return ended.map((row) => row.name);
  }

  redrive(name: string, seen: number): readonly string[] {
    const row = this.row(name);
    if (row.state !== 'dead' || row.redrives !== seen) return [];
    const isOver = this.cancelled.has(name) && !row.hasJob;
    const state = !isOver ? 'waiting' : row.unknowns > 0 ? 'dead' : 'cancelled';
    const next = row.hasJob ? 'resume' : 'perform';
    Object.assign(row, {
      state,
      next,
      first: false,
      used: 0,
      due: (this.#clock += 1),
      isExpired: false,
      isGivenUp: false,
    });
    row.reason = state === 'waiting' ? null : state === 'dead' ? 'unknown' : state;
    row.redrives += 1;
    row.seq += 1;
    this.#tell(row);
    return [name];
  }

  /** All that waits for a time is due. */
  later(): void {
    for (const row of this.rows) if (row.state === 'waiting' && row.due === Infinity) row.due = this.#clock += 1;
  }

  #move(row: ModelRow, { to, outcome, counts, unknowns, silent = false }: Verdict, confirmed?: number): string {
    row.used += counts ? 1 : 0;
    row.unknowns += unknowns;
    row.next = to === 'job' ? 'resume' : to === 'ask' ? 'reconcile' : 'perform';
    row.hasJob = to === 'job';
    const isAgain = to === 'retry' || to === 'later';
    const isCancelled = isAgain && this.cancelled.has(row.name);
    row.state =
      to === 'succeeded'
        ? 'succeeded'
        : to === 'rejected' || (isCancelled && row.unknowns > 0)
          ? 'dead'
          : isCancelled
            ? 'cancelled'
            : 'waiting';
    row.reason = isCancelled ? (row.unknowns > 0 ? 'unknown' : 'cancelled') : to === 'rejected' ? 'rejected' : null;
    if (row.state === 'waiting') row.due = to === 'later' ? Infinity : (this.#clock += 1);
    Object.assign(row, { owner: null, isLeaseOver: false });
    const attempt = this.attempts.get(`${row.name} ${row.attempt}`);
    if (attempt)
      Object.assign(attempt, { outcome: outcome ?? attempt.outcome, confirmed: confirmed ?? attempt.confirmed });
    if (!silent || row.state !== 'waiting') {
      row.seq += 1;
      this.#tell(row);
    }
    const frees = row.attempt === 1 && this.rows.some((e) => e.lane === row.lane && isWaitingFirst(e));
    return [row.state, ...(row.reason === null ? [] : [row.reason]), ...(frees ? ['frees'] : [])].join(' ');
  }

  #begin(row: ModelRow, owner: string): void {
    if (row.first) this.firsts.push(row.name);
    Object.assign(row, { state: 'running', first: false, owner, isLeaseOver: false });
    row.grip += 1;
    if (row.next !== 'perform') return;
    row.attempt += 1;
    this.attempts.set(`${row.name} ${row.attempt}`, { outcome: null, confirmed: 0, late: null });
  }

  #doomOf(row: ModelRow): string | undefined {
    return row.next === 'perform' && this.cancelled.has(row.name) ? 'cancelled' : this.#overdueAs(row);
  }

  #overdueAs({ next, isExpired, isGivenUp }: ModelRow): string | undefined {
    if (next === 'perform' && isExpired) return 'skipped';
    return isGivenUp ? (next === 'reconcile' ? 'unknown' : 'exhausted') : undefined;
  }

  #doom(row: ModelRow, fate: string): void {
    const isSoft = fate === 'cancelled' || fate === 'skipped';
    row.state = isSoft && row.unknowns === 0 ? fate : 'dead';
    row.reason = !isSoft ? fate : row.unknowns > 0 ? 'unknown' : fate === 'skipped' ? 'expired' : fate;
    row.first = false;
    row.seq += 1;
    this.#tell(row);
  }

  #tell({ name, seq, attempt, state, next }: ModelRow): void {
    const status = state !== 'waiting' ? state : next === 'resume' ? 'pending' : 'waiting';
    const result = { name, seq, status, attempt };
    if (state !== 'waiting') this.#ends.set(name, result);
    this.outbox.push(result);
  }

  /** A command that comes again and has ended tells its end again; what came late was told after it. */
  #tellAgain(row: ModelRow): void {
    const end = this.#ends.get(row.name);
    if (!end || row.state === 'waiting' || row.state === 'running') return;
    if (!this.outbox.some(({ name, seq }) => name === end.name && seq === end.seq)) this.outbox.push(end);
  }
}

const byDue = (a: ModelRow, b: ModelRow): number => a.due - b.due || a.offset - b.offset;
const isWaitingFirst = ({ state, first }: ModelRow): boolean => state === 'waiting' && first;
export const isFirstRunning = ({ state, attempt, next }: ModelRow): boolean =>
  state === 'running' && attempt === 1 && next === 'perform';
const isIn = (held: readonly Held[], row: ModelRow): boolean =>
  held.some(({ name, grip }) => name === row.name && grip === row.grip);
const heldOf = ({ name, attempt, grip, next, owner }: ModelRow): Held => ({
  name,
  attempt,
  grip,
  next,
  owner: owner ?? '',
});
