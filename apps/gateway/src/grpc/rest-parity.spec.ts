import { expect, it } from '@jest/globals';
import { features } from '../features.js';
import { GRPC_ACCESS } from './grpc-access.js';
import { SERVICES } from './proto-files.js';
import { readProtos } from './read-protos.js';
import { REST_ALONE, REST_OF } from './rest-parity.js';

const scopes = new Map(features.flatMap(({ access }) => Object.entries(access)));
const published = readProtos().flatMap(({ services }) =>
  services.flatMap((service) => service.methodsArray.map(({ name }) => `${service.name}/${name}`)),
);

it('every method has a scope and a REST operation, and nothing else has', () => {
  expect(Object.keys(GRPC_ACCESS).sort()).toEqual([...published].sort());
  expect(Object.keys(REST_OF).sort()).toEqual([...published].sort());
  expect([...new Set(published.map((method) => method.split('/')[0]))].sort()).toEqual([...SERVICES].sort());
});

it.each(Object.entries(REST_OF))('%s asks for the scope of %s', (method, operation) => {
  expect(GRPC_ACCESS[method as keyof typeof GRPC_ACCESS]).toBe(scopes.get(operation));
});

it('every REST operation has a method, or a reason to have none', () => {
  const served = new Set(Object.values(REST_OF));
  const decided = (operation: string) =>
    served.has(operation) || REST_ALONE.some(([pattern]) => pattern.test(operation));
  expect([...scopes.keys()].filter((operation) => !decided(operation))).toEqual([]);
});

it('no reason is left over, and none is given for what has a method', () => {
  const served = new Set(Object.values(REST_OF));
  for (const [pattern] of REST_ALONE) {
    const left = [...scopes.keys()].filter((operation) => pattern.test(operation));
    expect([pattern, left.length > 0, left.filter((operation) => served.has(operation))]).toEqual([pattern, true, []]);
  }
});
