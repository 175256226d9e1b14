package io.weir.storage;

class MemoryObjectStoreTest extends ObjectStoreContractTest {
    private final MemoryObjectStore store = new MemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Override
    protected ObjectStore openAnother() {
        return new MemoryObjectStore();
    }
}
