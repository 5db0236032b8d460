import type { Server, ServerInterceptor } from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { Transport, type GrpcOptions } from '@nestjs/microservices';
import { HealthImplementation } from 'grpc-health-check';
import type { ServiceContext } from '../core/tokens.js';
import type { GrpcEntrance } from './grpc-entrance.js';
import { limitMetadata } from './limit-metadata.js';
import { PACKAGE, PROTO_DIR, PROTO_FILES, SERVICES } from './proto-files.js';
import { addReflection } from './reflection.js';
import { meterCalls } from './meter-calls.js';

const MAX_MESSAGE_BYTES = 1_024 * 1_024;
const MAX_METADATA_BYTES = 8 * 1_024;

/** Where the gRPC server listens. */
export const grpcAddress = ({ config: { host, grpcPort } }: ServiceContext): string => `${host}:${grpcPort}`;

/** The gRPC server: our services, health checking and reflection. */
export const grpcTransport = (
  context: ServiceContext,
  entrance: GrpcEntrance,
  admit: ServerInterceptor,
): GrpcOptions => ({
  transport: Transport.GRPC,
  options: {
    package: PACKAGE,
    protoPath: [...PROTO_FILES],
    url: grpcAddress(context),
    loader: { includeDirs: [PROTO_DIR], enums: String, longs: String, arrays: true },
    channelOptions: {
      interceptors: [entrance.note, meterCalls(context.metrics), limitMetadata(MAX_METADATA_BYTES), admit],
    },
    maxReceiveMessageLength: MAX_MESSAGE_BYTES,
    gracefulShutdown: true,
    onLoadPackageDefinition: (pkg: PackageDefinition, server: Server) => {
      addReflection(pkg, server);
      const services = ['', ...SERVICES.map((service) => `${PACKAGE}.${service}`)];
      const health = new HealthImplementation(Object.fromEntries(services.map((service) => [service, 'SERVING'])));
      health.addToServer(server);
      entrance.serves({ server, health, services });
    },
  },
});
