import type { Server } from '@grpc/grpc-js';
import { loadSync, type PackageDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { protoPath as healthProto } from 'grpc-health-check';
import descriptor from 'protobufjs/ext/descriptor/index.js';

interface FileDescriptor {
  readonly name: string;
  readonly package: string;
  dependency: string[];
}

/** Serves reflection (v1 and v1alpha) for our services and health checking, so that grpcurl needs no proto files. */
export function addReflection(ours: PackageDefinition, server: Server): void {
  new ReflectionService(withImports({ ...ours, ...loadSync(healthProto) })).addToServer(server);
}

/**
 * The loader merges all files of a package into one and loses what they import; clients then find types missing. Here each file imports all
 * others whose package it can name.
 */
function withImports(definition: PackageDefinition): PackageDefinition {
  const files = new Map<string, FileDescriptor>();
  for (const { fileDescriptorProtos } of Object.values(definition) as readonly Described[]) {
    for (const bytes of fileDescriptorProtos ?? []) {
      const file = descriptor.FileDescriptorProto.decode(bytes) as unknown as FileDescriptor;
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

const names = (text: string, pkg: string): boolean => text.includes(`"${pkg}.`) || text.includes(`".${pkg}.`);

interface Described {
  readonly fileDescriptorProtos?: readonly Buffer[];
}
