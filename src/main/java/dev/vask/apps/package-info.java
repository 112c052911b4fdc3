/**
 * Apps: the tenants of the service, with their secrets, settings and quotas, and how they are stored. Of Vask's packages it uses
 * only the protocol.
 */
@NullMarked
package dev.vask.apps;

import org.jspecify.annotations.NullMarked;
