package dev.vask.live.redis;

import dev.vask.live.LiveStateFixture;
import dev.vask.live.LiveStateContract;
import dev.vask.live.redis.scripts.Slices;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RedisLiveStateTest extends LiveStateContract {

    @Override
    protected LiveStateFixture open() {
        return new RedisService(new Slices(2, 2));
    }
}
