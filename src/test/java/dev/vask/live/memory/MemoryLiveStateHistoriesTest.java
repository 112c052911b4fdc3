package dev.vask.live.memory;

import dev.vask.live.LiveService;
import dev.vask.live.LiveStateHistories;

class MemoryLiveStateHistoriesTest extends LiveStateHistories {

    @Override
    protected LiveService open() {
        return new MemoryService();
    }
}
