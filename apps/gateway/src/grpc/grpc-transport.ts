import { join } from 'node:path';
import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import type { ServiceContext } from '../core/tokens.js';
import { addReflection } from './reflection.js';
import { meterCalls } from './meter-calls.js';

const PROTO_DIR = join(import.meta.dirname, '..', '..', 'proto');
const MIB = 1_024 * 1_024;
/** A batch may hold as much as over REST; one event is limited by intake. */
const MAX_MESSAGE_BYTES = 8 * MIB;

/** The gRPC server: our services, health checking and reflection. */
export const grpcTransport = ({ config, metrics }: ServiceContext): GrpcOptions => ({
  transport: Transport.GRPC,
  options: {
    package: 'hookswitch.v1',
    protoPath: 'hookswitch/v1/events.proto',
    url: `${config.host}:${config.grpcPort}`,
    loader: { includeDirs: [PROTO_DIR], enums: String, longs: String, arrays: true },
    channelOptions: { interceptors: [meterCalls(metrics)] },
    maxReceiveMessageLength: MAX_MESSAGE_BYTES,
    maxMetadataSize: 8 * 1_024,
    gracefulShutdown: true,
    onLoadPackageDefinition: (pkg: PackageDefinition, server: Server) => {
      addReflection(pkg, server);
      new HealthImplementation({ '': 'SERVING', 'hookswitch.v1.EventService': 'SERVING' }).addToServer(server);
    },
  },
});
