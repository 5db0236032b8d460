import { expect, it } from '@jest/globals';
import { ConfigError } from '../config/config-error.js';
import type { ServiceContext } from '../service/service.js';
import { connectorService } from './connector-host.js';
import { ScriptedConnector } from './scripted-connector.spec-helper.js';

it('a connector that was built for another contract does not start, and says what to do', async () => {
  const service = connectorService(new ScriptedConnector({ contract: 2 }));
  const starting = service.start({} as ServiceContext);
  await expect(starting).rejects.toBeInstanceOf(ConfigError);
  await expect(starting).rejects.toThrow(
    'The connector test does not fit its host: it was built for contract 2 and this is contract 1: build it with',
  );
});
