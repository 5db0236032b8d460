/** What has been started, closed backwards, so that nothing loses what it stands on. */
export class Parts {
  private readonly closers: (() => Promise<void>)[] = [];
  add<T extends { close(): Promise<void> }>(part: T): T {
    this.closers.push(() => part.close());
    return part;
  }
  async close(): Promise<void> {
    for (const close of this.closers.splice(0).reverse()) await close();
  }
}
