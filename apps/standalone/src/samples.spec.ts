import { expect, it } from '@jest/globals';
import type { JsonObject } from '@hookswitch/domain';
import type { Api } from './api.js';
import { loadSamples } from './samples.js';

const SIMULATOR = 'http://127.0.0.1:1234';

/** Names by path, two on a page; remembers what was saved. */
function apiWith(names: Readonly<Record<string, readonly string[]>>) {
  const saved: JsonObject[] = [];
  const api: Api = {
    get(path) {
      const url = new URL(path, 'http://gateway');
      const from = Number(url.searchParams.get('cursor'));
      const all = names[url.pathname] ?? [];
      const items = all.slice(from, from + 2).map((name) => ({ name }));
      return Promise.resolve({ items, ...(from + 2 < all.length && { next: String(from + 2) }) });
    },
    post(_path, body) {
      saved.push(body as JsonObject);
      return Promise.resolve({});
    },
  };
  return { api, saved };
}

it('loads samples that talk to this simulator', async () => {
  const { api, saved } = apiWith({});
  expect(await loadSamples(api, SIMULATOR)).toContain('calls-to-crm');
  expect(JSON.stringify(saved)).toContain(`${SIMULATOR}/crm/`);
  expect(JSON.stringify(saved)).not.toContain('127.0.0.1:8090');
});

it('leaves alone what there is, on whatever page of a list it stands', async () => {
  const own = ['mine-1', 'mine-2', 'mine-3'];
  const { api, saved } = apiWith({
    '/v1/connections': [...own, 'demo-cloudtalk', 'demo-slack', 'demo-google'],
    '/v1/secrets': [...own, 'demo_crm_token'],
    '/v1/workflows': [...own, 'calls-to-crm', 'missed-calls-to-slack', 'text-missed-callers', 'transcribe-recordings'],
  });
  expect(await loadSamples(api, SIMULATOR)).toEqual(['transcripts-to-slack']);
  expect(saved).toMatchObject([{ metadata: { name: 'transcripts-to-slack' } }]);
});
