import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './config-error.ts';
import { GIGABYTE, integer, MINUTE_MS, optional, text, url, type Values, variable } from './fields.ts';

export const fileVariables = {
  MAX_UPLOAD_BYTES: variable('Largest file', integer(1, 100 * GIGABYTE), '52428800'),
  MAX_UPLOAD_REQUEST_BYTES: variable('All files of one upload request', integer(1024, 107_374_182_400), '524288000'),
  MAX_UPLOAD_FILES: variable('Files of one upload request', integer(1, 100_000), '1000'),
  MAX_STORAGE_BYTES: variable(
    'Storage of one owner; duplicate content counts once',
    integer(0, 1_000_000 * GIGABYTE),
    '10737418240',
  ),
  UPLOAD_IDLE_TIMEOUT_MS: variable('An upload that is silent for so long is given up', integer(100, 60 * MINUTE_MS), '30000'),
  S3_BUCKET: optional('Bucket for the bytes of files; unset: they are under DATA_DIR', text.min(1)),
  S3_ENDPOINT: optional('Address of what speaks S3; unset: that of AWS for the region', url('http', 'https')),
  S3_REGION: variable('Region of the bucket', text.min(1), 'us-east-1'),
  S3_ACCESS_KEY_ID: optional('Access key of the bucket', text.min(1)),
  S3_SECRET_ACCESS_KEY: optional('Its secret', text.min(1)),
  S3_PREFIX: variable('Before the names of all objects, so that deployments may share a bucket', text, ''),
  S3_FORCE_PATH_STYLE: variable('Name the bucket in the path instead of the host: on, off', z.enum(['on', 'off']), 'on'),
};
type Environment = Values<typeof fileVariables>;

/** Throws `ConfigError` for half a configuration. */
function bucket(env: Environment) {
  const {
    S3_BUCKET: bucketName,
    S3_ENDPOINT: endpoint,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = env;
  if (bucketName === undefined) return {};
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new ConfigError('S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: must be set together with S3_BUCKET');
  }
  return {
    s3: {
      ...(endpoint === undefined ? {} : { endpoint }),
      bucket: bucketName,
      region: env.S3_REGION,
      accessKeyId,
      secretAccessKey,
      prefix: env.S3_PREFIX,
      forcePathStyle: env.S3_FORCE_PATH_STYLE === 'on',
    },
  };
}

export function toBlobs(env: Environment, dataDir: string) {
  return { directory: join(dataDir, 'blobs'), incomingDirectory: join(dataDir, 'incoming'), ...bucket(env) };
}

export function toFiles(env: Environment) {
  return { maxFileBytes: env.MAX_UPLOAD_BYTES, maxStorageBytes: env.MAX_STORAGE_BYTES };
}

export function toUploads(env: Environment) {
  return {
    maxRequestBytes: env.MAX_UPLOAD_REQUEST_BYTES,
    maxFiles: env.MAX_UPLOAD_FILES,
    idleTimeoutMs: env.UPLOAD_IDLE_TIMEOUT_MS,
  };
}
