import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { PROTO_DIR } from './proto-files.js';
import { answerOf, nameOf, readProtos, requestOf, typeOf } from './read-protos.js';

const FILE = join(PROTO_DIR, 'contract.txt');

/** What callers have compiled in: every method, field and value, one a line. */
export const contractLines = (): readonly string[] =>
  readProtos().flatMap(({ services, types }) => [
    ...services.flatMap((service) =>
      service.methodsArray.map((method) => `${service.name}.${method.name}(${requestOf(method)}) ${answerOf(method)}`),
    ),
    ...types.flatMap((type) =>
      type instanceof protobuf.Enum
        ? Object.entries(type.values).map(([value, number]) => `${nameOf(type)}.${value} = ${number}`)
        : type.fieldsArray.map((field) => `${nameOf(type)}.${field.name} = ${field.id} ${typeOf(field)}`),
    ),
  ]);

export const recordedLines = (): readonly string[] =>
  existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n').filter(Boolean) : [];

/** Text of proto/contract.txt: what is new is added; what is gone stays, for the spec to find. Called by tools/generate.mjs. */
export const grpcContract = (): string =>
  `${[...new Set([...recordedLines(), ...contractLines()])].sort().join('\n')}\n`;
