import type { DynamicModule, INestApplicationContext, Type } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { AccessTable } from '../auth/access.js';
import type { Entrance } from './entrance.js';
import type { ServiceContext } from './tokens.js';

/** A part of the gateway: a folder with a Nest module and the scopes of its routes. All of them stand in `features.ts`. */
export interface Feature {
  readonly module: Type | DynamicModule;
  /** Every route that its controllers serve. */
  readonly access: AccessTable;
  /** Further ways in beside HTTP and the event bus (gRPC). */
  readonly transports?: (context: ServiceContext, app: INestApplicationContext) => readonly FurtherWayIn[];
}

export interface FurtherWayIn {
  readonly options: MicroserviceOptions;
  readonly entrance: Entrance;
}
