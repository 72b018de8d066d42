// The reading worker as these tests run it, bundled beside them.
import '../../../src/upload/worker/worker';
