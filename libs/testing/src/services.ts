/** Addresses of the services that integration specs use; `npm test` chooses and starts them (tools/README.md). */
export function kafkaBrokers(): readonly string[] {
  return required('KAFKA_BROKERS').split(',');
}

export const databaseUrl = (): string => required('DATABASE_URL');

function required(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`${name} is not set: run the tests with "npm test" or "npm run int", which start what is missing.`);
}
