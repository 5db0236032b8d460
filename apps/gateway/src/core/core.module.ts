import type { ControlPlane as Plane, createPool } from '@hookswitch/persistence';
import { ControlPlane } from '@hookswitch/persistence';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Authenticator } from '../auth/authenticator.js';
import { Announcements } from '../connectors/announcements.js';
import { BodyBudget } from '../http/body-budget.js';
import { Cursors } from '../http/cursors.js';
import { RouteTable } from '../http/route-table.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { ChangeFeed } from './change-feed.js';
import { SchemaChecker } from './schema-checker.js';
import {
  BUS,
  CLOCK,
  CONTEXT,
  ENGINES,
  LOGGER,
  MAC_KEY,
  POOL,
  STOPPING,
  TOPICS,
  type ServiceContext,
} from './tokens.js';

/** What a gateway is made of before Nest starts. */
export interface Core {
  readonly context: ServiceContext;
  readonly pool: ReturnType<typeof createPool>;
  readonly plane: Plane;
  readonly macKey: Buffer;
  readonly routes: RouteTable;
  readonly stopping: AbortSignal;
  readonly budget: BodyBudget;
}

/** Provides every feature with what they share. */
@Global()
@Module({})
export class CoreModule {
  static with({ context, pool, plane, macKey, routes, stopping, budget }: Core): DynamicModule {
    const values = [
      { provide: CONTEXT, useValue: context },
      { provide: LOGGER, useValue: context.log },
      { provide: BUS, useValue: context.bus },
      { provide: TOPICS, useValue: context.topics },
      { provide: ENGINES, useValue: context.engines },
      { provide: POOL, useValue: pool },
      { provide: MAC_KEY, useValue: macKey },
      { provide: STOPPING, useValue: stopping },
      { provide: CLOCK, useValue: () => Date.now() },
      { provide: ControlPlane, useValue: plane },
      { provide: BodyBudget, useValue: budget },
      { provide: RouteTable, useValue: routes },
    ];
    const services = [ChangeFeed, TenantDirectory, Authenticator, Cursors, SchemaChecker, Announcements];
    return { module: CoreModule, providers: [...values, ...services], exports: [...values, ...services] };
  }
}
