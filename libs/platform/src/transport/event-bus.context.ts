import { BaseRpcContext } from '@nestjs/microservices';

/** What `@Ctx()` gives a handler. */
export class EventBusContext extends BaseRpcContext<[topic: string]> {
  /** Full name. */
  getTopic(): string {
    return this.getArgs()[0];
  }
}
