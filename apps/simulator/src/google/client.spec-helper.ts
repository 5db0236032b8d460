import { generateKeyPairSync } from 'node:crypto';
import { JWT } from 'google-auth-library';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import type { Simulator } from '../create-simulator.js';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
export const account = (email = 'stt@example.iam.gserviceaccount.com') =>
  new JWT({ email, key: privateKey, scopes: ['https://www.googleapis.com/auth/cloud-platform'] });

/** One attempt. */
export const once = { retry: null, timeout: 5000 };

/** What Google's own clients are made with, to find the simulator. */
export const clientOptions = ({ url }: Simulator) => ({
  fallback: true,
  protocol: 'http',
  apiEndpoint: '127.0.0.1',
  port: Number(new URL(url).port),
  authClient: account(),
  projectId: 'example',
});

export async function token({ url }: Simulator, jwt = account()): Promise<string> {
  jwt.transporter.interceptors.request.add({
    resolved: (config) => Promise.resolve({ ...config, url: new URL(`${url}/google/token`) }),
  });
  return (await jwt.getAccessToken()).token ?? '';
}

export const storage = async (
  simulator: Simulator,
  method: string,
  path: string,
  body?: Buffer,
  headers: Record<string, string> = {},
) =>
  fetch(`${simulator.url}/google${path}`, {
    method,
    headers: { authorization: `Bearer ${await token(simulator)}`, ...headers },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
  });

/** Puts a recording of so many seconds into the bucket `calls`; resolves to its URI. */
export async function stage(simulator: Simulator, name: string, seconds: number, channels = 1): Promise<string> {
  const body = wav(tone({ seconds, channels, level: 0.1 }));
  const answer = await storage(simulator, 'POST', `/upload/storage/v1/b/calls/o?uploadType=media&name=${name}`, body);
  if (answer.status !== 200) throw new Error(`the upload was answered with ${answer.status}`);
  return `gs://calls/${name}`;
}
