package io.weir.audit;

import io.weir.log.LogRecord;
import org.jspecify.annotations.Nullable;

/** A stream's log, as it was when the audit began, from where it is to be read. */
public interface LogSource {
    /**
     * The next record, without those of unknown form; null at the end. Blocks.
     *
     * @throws AuditException if the log cannot be read on
     */
    @Nullable
    LogRecord next();
}
