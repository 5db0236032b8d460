/** Returns why the process is not ready (or not alive); undefined when all is well. */
export type Check = () => string | undefined;

export interface HealthReport {
  readonly ok: boolean;
  /** Why not, by check. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** What `/readyz` and `/livez` ask. Checks read state that is there already; they do not call other services. */
export class Health {
  #ready = new Map<string, Check>();
  #alive = new Map<string, Check>();
  #prefix = '';

  /** A view of the same health whose checks are named after one service of the process. */
  scope(service: string): Health {
    const view = new Health();
    view.#ready = this.#ready;
    view.#alive = this.#alive;
    view.#prefix = `${this.#prefix}${service}: `;
    return view;
  }

  /** Adds a readiness check; its name is unique in its scope. */
  add(name: string, check: Check): void {
    put(this.#ready, `${this.#prefix}${name}`, check);
  }

  /** Adds a liveness check: a failing one gets the process restarted. */
  addLiveness(name: string, check: Check): void {
    put(this.#alive, `${this.#prefix}${name}`, check);
  }

  remove(name: string): void {
    this.#ready.delete(`${this.#prefix}${name}`);
    this.#alive.delete(`${this.#prefix}${name}`);
  }

  readiness(): HealthReport {
    return run(this.#ready);
  }

  liveness(): HealthReport {
    return run(this.#alive);
  }
}

function put(checks: Map<string, Check>, name: string, check: Check): void {
  if (checks.has(name)) throw new Error(`health check ${name} exists already`);
  checks.set(name, check);
}

function run(checks: ReadonlyMap<string, Check>): HealthReport {
  const reasons: Record<string, string> = {};
  for (const [name, check] of checks) {
    const reason = answerOf(check);
    if (reason !== undefined) reasons[name] = reason;
  }
  return { ok: Object.keys(reasons).length === 0, reasons };
}

function answerOf(check: Check): string | undefined {
  try {
    return check();
  } catch {
    return 'the check itself failed';
  }
}
