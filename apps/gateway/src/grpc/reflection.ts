import type { Server } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProto } from 'grpc-health-check';
import descriptor from 'protobufjs/ext/descriptor/index.js';

interface FileDescriptor {
  readonly name: string;
  readonly package: string;
  dependency: string[];
  readonly messageType?: readonly Message[];
}

interface Message {
  name: string;
  readonly field?: readonly { typeName?: string }[];
  readonly nestedType?: readonly Message[];
  readonly options?: { readonly mapEntry?: boolean } | null;
}

/** Serves reflection (v1 and v1alpha) for our services and health checking, so that grpcurl needs no proto files. */
export function addReflection(ours: PackageDefinition, server: Server): void {
  new ReflectionService(mended({ ...ours, ...loadSync(healthProto) })).addToServer(server);
}

/**
 * The loader merges all files of a package into one, loses what they import and gives the entries of maps names that strict clients refuse.
 * Here each file imports all others whose package it can name, and entries are called as the protobuf compiler calls them.
 */
function mended(definition: PackageDefinition): PackageDefinition {
  const files = new Map<string, FileDescriptor>();
  for (const { fileDescriptorProtos } of Object.values(definition) as readonly Described[]) {
    for (const bytes of fileDescriptorProtos ?? []) {
      const file = descriptor.FileDescriptorProto.decode(bytes) as unknown as FileDescriptor;
      for (const message of file.messageType ?? []) nameEntries(message);
      files.set(file.name, file);
    }
  }
  const encoded = [...files.values()].map((file) => {
    const text = JSON.stringify(file);
    const others = [...files.values()].filter((other) => other !== file && names(text, other.package));
    file.dependency = others.map((other) => other.name);
    return Buffer.from(descriptor.FileDescriptorProto.encode(file as never).finish());
  });
  return Object.fromEntries(
    Object.entries(definition).map(([name, one]) => [
      name,
      'fileDescriptorProtos' in one ? Object.assign({}, one, { fileDescriptorProtos: encoded }) : one,
    ]),
  );
}

function nameEntries(message: Message): void {
  for (const nested of message.nestedType ?? []) {
    nameEntries(nested);
    if (nested.options?.mapEntry !== true || nested.name.endsWith('Entry')) continue;
    const name = `${nested.name}Entry`;
    for (const field of message.field ?? []) if (field.typeName === nested.name) field.typeName = name;
    nested.name = name;
  }
}

const names = (text: string, pkg: string): boolean => text.includes(`"${pkg}.`) || text.includes(`".${pkg}.`);

interface Described {
  readonly fileDescriptorProtos?: readonly Buffer[];
}
