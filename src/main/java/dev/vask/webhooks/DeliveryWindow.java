package dev.vask.webhooks;

import java.time.Duration;

/** For how long a deliverer starts attempts. */
sealed interface DeliveryWindow {

    /** Whether it waits for a delivery that is due after this time. */
    boolean includes(Duration wait);

    /** Whether it waits while another node delivers for the app, to take over if that node ends. */
    boolean waitsForOtherOwners();

    /** Until the node stops. */
    record Unlimited() implements DeliveryWindow {

        @Override
        public boolean includes(Duration wait) {
            return true;
        }

        @Override
        public boolean waitsForOtherOwners() {
            return true;
        }
    }

    /**
     * Until a time, for one tick.
     *
     * @param endNanos the end, as a value of {@link System#nanoTime}
     */
    record Until(long endNanos) implements DeliveryWindow {

        /** A window that starts now. */
        static Until after(Duration length) {
            return new Until(System.nanoTime() + length.toNanos());
        }

        /** The time until its end, negative after it. */
        Duration rest() {
            return Duration.ofNanos(endNanos - System.nanoTime());
        }

        @Override
        public boolean includes(Duration wait) {
            return System.nanoTime() + wait.toNanos() - endNanos < 0;
        }

        @Override
        public boolean waitsForOtherOwners() {
            return false;
        }
    }
}
