import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, startDeployment } from '../../deploy/start-deployment.ts';
import type { UploadAnswer } from '../../lib/contract/files.ts';
import { checkFileStream, finishedFile } from '../harness/file-stream.ts';
import { openStream } from '../harness/open-stream.ts';
import { upload } from '../harness/upload.ts';
import { makeLongReport } from '../standins/long-report.ts';
import { type S3Standin, startS3 } from '../standins/s3.ts';
import { describeFiles, describeManyFiles } from './files-matrix.ts';

const { TEST_DATABASE_URL: databaseUrl, TEST_REDIS_URL: redisUrl } = process.env;
const possible = databaseUrl !== undefined && redisUrl !== undefined;
if (!possible)
  console.warn('LEFT OUT: files on PostgreSQL, Redis and a bucket (TEST_DATABASE_URL and TEST_REDIS_URL are not set)');

describe.runIf(possible)('files of two replicas with a bucket', () => {
  let s3: S3Standin;
  let deployment: Deployment;

  beforeAll(async () => {
    s3 = await startS3();
    const env = {
      S3_BUCKET: s3.bucket,
      S3_ENDPOINT: s3.url,
      S3_REGION: s3.region,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      LOCAL_MODEL_DISCOVERY: 'off',
      RATE_LIMIT_PER_MINUTE: '100000',
    };
    deployment = await startDeployment({ databaseUrl: databaseUrl ?? '', redisUrl: redisUrl ?? '', env });
  });
  afterAll(async () => {
    await deployment?.stop();
    await s3?.close();
  });

  describeFiles(
    () => deployment,
    async () => s3.objects.size,
  );

  it('are finished by the other replica when one dies', { timeout: 240_000 }, async () => {
    const answer = await upload(deployment.call, [{ name: 'long.pdf', bytes: makeLongReport(300, 'Replica').bytes }]);
    const { file_id: fileId } = answer.json() as UploadAnswer;
    const there = await openStream(`${deployment.replicaUrls[1]}/api/files/${fileId}/stream`, { headers: deployment.apiKey });
    await there.until(({ data }) => data.includes('"stage":"extracted"') || data.includes('file.finished'));
    const [own] = deployment.replicas;
    if (own) process.kill(own.pid, 'SIGKILL');
    expect(await finishedFile(there)).toMatchObject({ stage: 'ready', page_count: 300 });
    expect(checkFileStream(there)).toEqual([]);
    await deployment.restartReplica(0);
  });

  describeManyFiles(() => deployment, 1_000);
});
