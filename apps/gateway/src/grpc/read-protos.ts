import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { PACKAGE, PROTO_DIR, PROTO_FILES } from './proto-files.js';

/** A published proto file with its comments, in the order in which it is written. */
export interface ProtoFile {
  /** Below `proto`. */
  readonly path: string;
  readonly services: readonly protobuf.Service[];
  /** Messages and enums, those inside of messages right after them. */
  readonly types: readonly (protobuf.Type | protobuf.Enum)[];
}

/** For the reference and for what guards it; the server has a loader of its own. */
export const readProtos = (): readonly ProtoFile[] => PROTO_FILES.map(readProto);

function readProto(path: string): ProtoFile {
  const source = readFileSync(join(PROTO_DIR, path), 'utf8');
  const { root } = protobuf.parse(source, new protobuf.Root(), { keepCase: true, alternateCommentMode: true });
  const all = (root.lookup(PACKAGE) as protobuf.Namespace).nestedArray;
  return { path, services: all.filter((one) => one instanceof protobuf.Service), types: all.flatMap(typesIn) };
}

function typesIn(one: protobuf.ReflectionObject): readonly (protobuf.Type | protobuf.Enum)[] {
  if (one instanceof protobuf.Enum) return [one];
  return one instanceof protobuf.Type ? [one, ...one.nestedArray.flatMap(typesIn)] : [];
}

/** `Outcome.Status`: without the package. */
export const nameOf = ({ fullName }: protobuf.ReflectionObject): string => fullName.slice(PACKAGE.length + 2);

/** As it is written in the file: `repeated Problem`, `map<string, string>`. */
export function typeOf(field: protobuf.Field): string {
  if (field instanceof protobuf.MapField) return `map<${field.keyType}, ${field.type}>`;
  if (field.repeated) return `repeated ${field.type}`;
  return field.options?.proto3_optional === true ? `optional ${field.type}` : field.type;
}

/** `stream Outcome`. */
export const answerOf = ({ responseType, responseStream }: protobuf.Method): string =>
  responseStream === true ? `stream ${responseType}` : responseType;
export const requestOf = ({ requestType, requestStream }: protobuf.Method): string =>
  requestStream === true ? `stream ${requestType}` : requestType;
