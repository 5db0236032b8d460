import type { FastifyInstance } from 'fastify';

export interface Route {
  readonly method: string;
  /** As the API describes it: `/v1/workflows/{id}:enable`. */
  readonly path: string;
}

/** The routes that are served, gathered as they are registered. */
export class RouteTable {
  private readonly routes: (Route & { readonly pattern: RegExp })[] = [];

  /** To be called before the first route is registered. */
  gather(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      const path = apiPath(url);
      for (const one of [method].flat()) this.routes.push({ method: one, path, pattern: patternOf(path) });
    });
  }

  all(): readonly Route[] {
    return this.routes;
  }

  /** Methods that are served at the path of a URL. */
  methodsOf(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    return [...new Set(this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
  }
}

/** From find-my-way's notation (`:id(^…)::enable`) to the API's (`{id}:enable`). */
export const apiPath = (url: string): string =>
  url
    .replaceAll('::', '\0')
    .replaceAll(/:(\w+)(\(\^?(?:[^()]|\([^()]*\))*\))?/g, '{$1}')
    .replaceAll('\0', ':');

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\w+\}/g, '[^/:]+')}$`);
