import { Module, type DynamicModule } from '@nestjs/common';
import { RulesController } from './rules.controller.js';
import { RulesWork } from './rules-work.js';

@Module({})
export class RulesModule {
  static for(work: RulesWork): DynamicModule {
    return {
      module: RulesModule,
      controllers: [RulesController],
      providers: [{ provide: RulesWork, useValue: work }],
    };
  }
}
