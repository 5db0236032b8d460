/** The columns of an entity as a plain object: what is read and written, without the class. */
export type Row<Entity> = { [Column in keyof Entity]: Entity[Column] };
