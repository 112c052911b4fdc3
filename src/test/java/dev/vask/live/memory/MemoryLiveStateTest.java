package dev.vask.live.memory;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateContract;

class MemoryLiveStateTest extends LiveStateContract {

    @Override
    protected LiveStateFixture open() {
        return new MemoryService();
    }
}
