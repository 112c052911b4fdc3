package dev.vask.live.memory;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateHistories;

class MemoryLiveStateHistoriesTest extends LiveStateHistories {

    @Override
    protected LiveStateFixture open() {
        return new MemoryService();
    }
}
