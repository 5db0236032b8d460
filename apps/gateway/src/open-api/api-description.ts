import { Injectable, type INestApplication } from '@nestjs/common';
import { AccessRules } from '../auth/access.js';
import { describeApi } from './describe-api.js';

/** The description of the application that runs, made when it is first asked for. */
@Injectable()
export class ApiDescription {
  private app: INestApplication | undefined;
  private made: string | undefined;

  of(app: INestApplication): void {
    this.app = app;
  }

  text(): string {
    if (!this.app) throw new Error('nobody said which application to describe');
    return (this.made ??= JSON.stringify(describeApi(this.app, this.app.get(AccessRules))));
  }
}
