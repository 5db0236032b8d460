import protobuf from 'protobufjs';
import { expect, it } from '@jest/globals';
import { contractLines, recordedLines } from './contract.js';
import { nameOf, readProtos } from './read-protos.js';

it('keeps every method, field and value that was ever published, as it was', () => {
  const now = new Set(contractLines());
  expect(recordedLines().filter((line) => !now.has(line))).toEqual([]);
});

it('has recorded all that there is: run "npm run generate" after a change', () => {
  const recorded = new Set(recordedLines());
  expect(recorded.size).toBeGreaterThan(100);
  expect(contractLines().filter((line) => !recorded.has(line))).toEqual([]);
});

it('explains every service and method', () => {
  const silent = readProtos().flatMap(({ services }) =>
    services.flatMap((service) => [service, ...service.methodsArray].filter(({ comment }) => comment === null)),
  );
  expect(silent.map(nameOf)).toEqual([]);
});

it('begins every enum with what stands for nothing, and names values after their enum', () => {
  const enums = readProtos().flatMap(({ types }) => types.filter((type) => type instanceof protobuf.Enum));
  expect(enums.length).toBeGreaterThan(1);
  for (const { name, values } of enums) {
    const prefix = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
    expect(Object.entries(values)[0]).toEqual([`${prefix}_UNSPECIFIED`, 0]);
    for (const value of Object.keys(values)) expect(value).toMatch(new RegExp(`^${prefix}_`));
  }
});
