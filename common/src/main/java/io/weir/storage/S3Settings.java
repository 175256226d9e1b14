package io.weir.storage;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How to reach a bucket.
 *
 * @param endpoint {@code http://host:port} or {@code https://...}, without path, query or user
 * @param bucket 3 to 63 of a-z 0-9 . -
 * @param accessKey who asks
 * @param secretKey what the requests are signed with
 * @param region as in the signatures: {@code us-east-1} where a server has none; a Ceph RADOS gateway takes its zone
 *     group, {@code default}
 * @param createBucket whether the bucket is made if it is missing
 * @param connectTimeout how long a connection may take to open
 * @param requestTimeout how long a request may take, all in all
 * @param maxConcurrent how many requests may be under way at once; others wait
 */
public record S3Settings(
        URI endpoint,
        String bucket,
        String accessKey,
        String secretKey,
        String region,
        boolean createBucket,
        Duration connectTimeout,
        Duration requestTimeout,
        int maxConcurrent) {
    public static final String DEFAULT_REGION = "us-east-1";
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(30);
    public static final int DEFAULT_MAX_CONCURRENT = 32;

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Settings that can be tried.
     *
     * @throws IllegalArgumentException naming the setting; never with a key in the message
     */
    public S3Settings {
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        boolean bare = endpoint.getRawPath() == null || endpoint.getRawPath().matches("/?");
        if (!web
                || !bare
                || endpoint.getHost() == null
                || endpoint.getRawUserInfo() != null
                || endpoint.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "the S3 endpoint must be http://host[:port] or https://host[:port], with nothing else");
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("the S3 bucket must have 3 to 63 of a-z 0-9 . -: '" + bucket + "'");
        }
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException("the S3 region must have 1 to 64 of A-Z a-z 0-9 _ -");
        }
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            throw new IllegalArgumentException("the S3 access key and secret key must not be empty");
        }
        if (connectTimeout.toMillis() < 1 || requestTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("the S3 time-outs must be a millisecond or more");
        }
        if (maxConcurrent < 1 || maxConcurrent > 1000) {
            throw new IllegalArgumentException("the S3 requests at once must be 1 to 1000: " + maxConcurrent);
        }
    }

    /** Settings with the defaults for all the rest. */
    public static S3Settings of(URI endpoint, String bucket, String accessKey, String secretKey) {
        return new S3Settings(
                endpoint,
                bucket,
                accessKey,
                secretKey,
                DEFAULT_REGION,
                true,
                DEFAULT_CONNECT_TIMEOUT,
                DEFAULT_REQUEST_TIMEOUT,
                DEFAULT_MAX_CONCURRENT);
    }

    public S3Settings withRegion(String newRegion) {
        return new S3Settings(
                endpoint,
                bucket,
                accessKey,
                secretKey,
                newRegion,
                createBucket,
                connectTimeout,
                requestTimeout,
                maxConcurrent);
    }

    public S3Settings withCreateBucket(boolean create) {
        return new S3Settings(
                endpoint, bucket, accessKey, secretKey, region, create, connectTimeout, requestTimeout, maxConcurrent);
    }

    public S3Settings withTimeouts(Duration connect, Duration request) {
        return new S3Settings(
                endpoint, bucket, accessKey, secretKey, region, createBucket, connect, request, maxConcurrent);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "S3Settings[endpoint=" + endpoint + ", bucket=" + bucket + ", region=" + region + ", createBucket="
                + createBucket + ", connectTimeout=" + connectTimeout + ", requestTimeout=" + requestTimeout
                + ", maxConcurrent=" + maxConcurrent + ", keys=***]";
    }
}
