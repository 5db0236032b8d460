import { getContainerRuntimeClient } from 'testcontainers';

/** Running or not, with its volumes. As a script: for a process that is about to end and cannot wait. */
export async function removeContainer(id) {
  const { container } = await getContainerRuntimeClient();
  try {
    await container.getById(id).remove({ force: true, v: true });
  } catch (error) {
    if (error.statusCode !== 404) throw error;
  }
}

if (import.meta.main) await removeContainer(process.argv[2]);
