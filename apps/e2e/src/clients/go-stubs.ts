import { join } from 'node:path';
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor/index.js';

/** Part of a FileDescriptorProto, as JSON. */
interface File {
  readonly messageType?: readonly MessageType[];
  readonly service?: readonly { readonly name: string; readonly method: readonly Method[] }[];
}
interface MessageType {
  readonly name: string;
  readonly field?: readonly { readonly name: string; readonly typeName?: string; readonly [more: string]: unknown }[];
  readonly enumType?: readonly unknown[];
}
interface Method {
  readonly name: string;
  readonly inputType: string;
  readonly outputType: string;
  readonly clientStreaming?: boolean;
  readonly serverStreaming?: boolean;
}

/** What the descriptor inside a `.pb.go` file says. */
export function describedByGo(source: string): unknown {
  const [, literals = ''] = /_rawDesc = "" \+\n(?<literals>(?:\t".*"(?: \+)?\n)+)/.exec(source) ?? [];
  const text = [...literals.matchAll(/^\t"(?<text>.*)"(?: \+)?$/gm)]
    .map(({ groups }) => groups?.['text'] ?? '')
    .join('');
  return essence(descriptor.FileDescriptorProto.decode(bytesOf(text)).toJSON());
}

/** What a proto file says. */
export function describedByProto(folder: string, file: string): unknown {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (target.startsWith('google/') ? target : join(folder, target));
  root.loadSync(file).resolveAll();
  const { file: files } = root.toDescriptor('proto3').toJSON() as {
    readonly file: readonly (File & { package: string })[];
  };
  return essence(files.find((one) => one.package === 'hookswitch.v1') ?? {});
}

/** Names, numbers and types: what the two say alike, however they write it. */
function essence({ messageType = [], service = [] }: File): unknown {
  return {
    messages: messageType.map(({ name, field = [], enumType = [] }) => ({
      name,
      fields: field.map(({ name: field, number, label, type, typeName }) => [
        ...[field.replaceAll('_', '').toLowerCase(), number, label, type, simple(typeName)],
      ]),
      enums: enumType,
    })),
    services: service.map(({ name, method }) => ({
      name,
      methods: method.map(({ name: call, inputType, outputType, clientStreaming = false, serverStreaming = false }) => [
        ...[call, simple(inputType), simple(outputType), clientStreaming, serverStreaming],
      ]),
    })),
  };
}

const simple = (typeName: string | undefined): string | undefined => typeName?.split('.').at(-1);

const ESCAPED = new Map(Object.entries({ n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11, '\\': 92, '"': 34 }));

/** The bytes of an interpreted string literal of Go. */
function bytesOf(text: string): Buffer {
  const parts = [...text.matchAll(/\\x(?<hex>[0-9a-f]{2})|\\(?<one>[nrtabfv"\\])|(?<plain>[^\\]+)/g)];
  return Buffer.concat(
    parts.map(({ groups: { hex, one, plain } = {} }) => {
      if (hex !== undefined) return Buffer.from(hex, 'hex');
      return one === undefined ? Buffer.from(plain ?? '') : Buffer.of(ESCAPED.get(one) ?? 0);
    }),
  );
}
