import { afterAll, beforeAll, describe } from 'vitest';
import { type Product, startProduct } from '../harness/start-product.ts';
import { type Provider, startProvider } from './environment.ts';
import { describeStreams } from './matrix.ts';

describe('streams of the embedded product', () => {
  let provider: Provider;
  let product: Product;

  beforeAll(async () => {
    provider = await startProvider();
    product = await startProduct({ name: 'embedded', env: provider.env });
  });
  afterAll(async () => {
    await product?.stop();
    await provider?.stop();
  });

  describeStreams(
    () => product,
    () => provider,
  );
});
