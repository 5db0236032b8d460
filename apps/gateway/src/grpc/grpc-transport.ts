import { join } from 'node:path';
import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import type { ServiceContext } from '../core/tokens.js';
import { limitMetadata } from './limit-metadata.js';
import { addReflection } from './reflection.js';
import { meterCalls } from './meter-calls.js';

const PROTO_DIR = join(import.meta.dirname, '..', '..', 'proto');
const MAX_MESSAGE_BYTES = 1_024 * 1_024;
const MAX_METADATA_BYTES = 8 * 1_024;

/** The gRPC server: our services, health checking and reflection. */
export const grpcTransport = ({ config, metrics }: ServiceContext): GrpcOptions => ({
  transport: Transport.GRPC,
  options: {
    package: 'hookswitch.v1',
    protoPath: 'hookswitch/v1/events.proto',
    url: `${config.host}:${config.grpcPort}`,
    loader: { includeDirs: [PROTO_DIR], enums: String, longs: String, arrays: true },
    channelOptions: { interceptors: [meterCalls(metrics), limitMetadata(MAX_METADATA_BYTES)] },
    maxReceiveMessageLength: MAX_MESSAGE_BYTES,
    gracefulShutdown: true,
    onLoadPackageDefinition: (pkg: PackageDefinition, server: Server) => {
      addReflection(pkg, server);
      new HealthImplementation({ '': 'SERVING', 'hookswitch.v1.EventService': 'SERVING' }).addToServer(server);
    },
  },
});
