import { Module, type DynamicModule } from '@nestjs/common';
import { connectorController } from './connector.controller.js';
import { ConnectorWork } from './connector-work.js';

@Module({})
export class ConnectorModule {
  static for(work: ConnectorWork): DynamicModule {
    return {
      module: ConnectorModule,
      controllers: [connectorController(work.type)],
      providers: [{ provide: ConnectorWork, useValue: work }],
    };
  }
}
