package dev.vask.live.memory;

import dev.vask.live.LiveStateContract;
import dev.vask.live.LiveStateFixture;

class MemoryLiveStateTest extends LiveStateContract {

    @Override
    protected LiveStateFixture open() {
        return new MemoryFixture();
    }
}
