import type { Server } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import type { ServiceContext } from '../core/tokens.js';
import { limitMetadata } from './limit-metadata.js';
import { PACKAGE, PROTO_DIR, PROTO_FILES, SERVICES } from './proto-files.js';
import { addReflection } from './reflection.js';
import { meterCalls } from './meter-calls.js';

const MAX_MESSAGE_BYTES = 1_024 * 1_024;
const MAX_METADATA_BYTES = 8 * 1_024;

/** The gRPC server: our services, health checking and reflection. */
export const grpcTransport = ({ config, metrics }: ServiceContext): GrpcOptions => ({
  transport: Transport.GRPC,
  options: {
    package: PACKAGE,
    protoPath: [...PROTO_FILES],
    url: `${config.host}:${config.grpcPort}`,
    loader: { includeDirs: [PROTO_DIR], enums: String, longs: String, arrays: true },
    channelOptions: { interceptors: [meterCalls(metrics), limitMetadata(MAX_METADATA_BYTES)] },
    maxReceiveMessageLength: MAX_MESSAGE_BYTES,
    gracefulShutdown: true,
    onLoadPackageDefinition: (pkg: PackageDefinition, server: Server) => {
      addReflection(pkg, server);
      const services = ['', ...SERVICES.map((service) => `${PACKAGE}.${service}`)];
      new HealthImplementation(Object.fromEntries(services.map((service) => [service, 'SERVING']))).addToServer(server);
    },
  },
});
