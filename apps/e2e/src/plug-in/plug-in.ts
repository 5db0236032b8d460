import { startStubServer, type StubServer } from '@hookswitch/testing';
import type { ExtraConnector } from '../harness/stack.js';
import { buildPlugIn, type BuiltPlugIn } from './build-plug-in.js';

/** The stranger's connector and the target that it talks to, as far as they are there. */
class PlugIn {
  #built: BuiltPlugIn | undefined;
  #target: StubServer | undefined;

  async prepare(): Promise<void> {
    this.#target = await startStubServer({
      answer: ({ method, body }) => (method === 'POST' ? { status: 201, body: { id: `echo of ${body.length}` } } : {}),
    });
    this.#built = await buildPlugIn();
  }

  get target(): StubServer {
    return there(this.#target);
  }

  get conformance(): Promise<string> {
    return there(this.#built).conformance;
  }

  get madeConformance(): Promise<string> {
    return there(this.#built).madeConformance;
  }

  get connector(): ExtraConnector {
    return { type: 'echo', main: there(this.#built).main, testOrigin: this.target.origin };
  }

  async remove(): Promise<void> {
    await this.#target?.close();
    await this.#built?.madeConformance.catch(() => undefined);
    await this.#built?.remove();
  }
}

function there<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('the plug-in was not prepared');
  return part;
}

export const plugIn = new PlugIn();
