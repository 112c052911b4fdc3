package dev.vask.live.memory;

import dev.vask.live.LiveService;
import dev.vask.live.LiveStateContract;

class MemoryLiveStateTest extends LiveStateContract {

    @Override
    protected LiveService open() {
        return new MemoryService();
    }
}
