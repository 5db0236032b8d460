import 'reflect-metadata';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { entities } from './entities/index.js';

/**
 * TypeORM over the pool of the service, so that the process has one budget of connections. The schema comes from migrations alone.
 * Never destroyed: who made the pool ends it.
 */
export function controlDataSource(pool: Pool): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    driver: { Pool: poolOf(pool) },
    entities,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    installExtensions: false,
  }).initialize();
}

/** A constructor that gives the pool that is there: TypeORM insists on `new`. */
const poolOf = (pool: Pool) =>
  function () {
    return pool;
  };
