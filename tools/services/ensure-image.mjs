import { getContainerRuntimeClient, ImageName } from 'testcontainers';

const LOOK_MS = 5_000;
/** A registry that does not answer must not hold up the tests. */
const PULL_MS = 30_000;

// A process of its own: a request that hangs, and a pull that takes too long, end with it. Exit code 0: the image is there; else the reason is said.
try {
  await ensureImage(process.argv[2]);
  process.exit(0);
} catch (error) {
  console.error(error.cause ? `${error.message} (${error.cause.message})` : error.message);
  process.exit(1);
}

async function ensureImage(name) {
  const wanted = ImageName.fromString(name);
  const { image } = await within(LOOK_MS, getContainerRuntimeClient(), 'the container runtime does not answer');
  if (await within(LOOK_MS, image.exists(wanted), 'the container runtime does not answer')) return;
  await within(PULL_MS, image.pull(wanted), `${name} is not there and cannot be pulled`);
  // The pull's own errors are part of its output, which nobody reads.
  if (!(await image.exists(wanted))) throw new Error(`${name} is not there and cannot be pulled`);
}

async function within(ms, promise, otherwise) {
  const late = new Promise((_, reject) => setTimeout(reject, ms, new Error(`not within ${ms / 1_000} s`)));
  try {
    return await Promise.race([promise, late]);
  } catch (cause) {
    throw new Error(otherwise, { cause });
  }
}
