// The reading worker, bundled next to these tests.
import '../../../src/upload/worker/worker';
