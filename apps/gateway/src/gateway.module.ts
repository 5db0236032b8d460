import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessRules } from './auth/access.js';
import { Admission } from './auth/admission.js';
import { AuthGuard } from './auth/auth.guard.js';
import { CoreModule, type Core } from './core/core.module.js';
import type { Feature } from './core/feature.js';
import { AnswerInterceptor } from './http/answer.js';
import { BodyPipe } from './http/body.pipe.js';
import { ObserveInterceptor } from './http/observe.interceptor.js';
import { ProblemFilter } from './problem/problem.filter.js';

@Module({})
export class GatewayModule {
  static with(core: Core, features: readonly Feature[]): DynamicModule {
    return {
      module: GatewayModule,
      imports: [CoreModule.with(core), ...features.map(({ module }) => module)],
      providers: [
        { provide: AccessRules, useValue: new AccessRules(features.map(({ access }) => access)) },
        Admission,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_PIPE, useClass: BodyPipe },
        { provide: APP_INTERCEPTOR, useClass: ObserveInterceptor },
        { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
