/** Open or closed; whoever comes while it is closed waits. */
export class Gate {
  #closed = false;
  #waiting: (() => void)[] = [];

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
  }

  open(): void {
    this.#closed = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  async passed(): Promise<void> {
    while (this.#closed) await new Promise<void>((go) => this.#waiting.push(go));
  }
}
