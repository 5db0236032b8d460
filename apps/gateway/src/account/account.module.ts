import { createAccounts, type createPool } from '@hookswitch/persistence';
import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { POOL } from '../core/tokens.js';
import { AccountController } from './account.controller.js';
import { AccountKeeper } from './account-keeper.js';
import { AccountService } from './account.service.js';
import { EventReach } from './event-reach.js';
import { Resender } from './resender.js';
import { ACCOUNTS } from './tokens.js';

@Module({
  controllers: [AccountController],
  providers: [
    {
      provide: ACCOUNTS,
      useFactory: (pool: ReturnType<typeof createPool>) => createAccounts(pool),
      inject: [POOL],
    },
    ...[AccountService, AccountKeeper, EventReach, Resender],
  ],
})
export class AccountModule {}

export const accountFeature: Feature = { module: AccountModule, access: { 'GET /v1/account': 'platform' } };
