package dev.slipway.release.source;

import dev.slipway.outside.Answered;
import dev.slipway.outside.Ask;
import dev.slipway.outside.BadAddress;
import dev.slipway.outside.Download;
import dev.slipway.outside.Target;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Objects from S3. AWS' library finds the credentials and signs an address for each try; the bytes come from that
 * address the same way, and by the same rules, as from any other.
 */
@Singleton
class S3 {
    private static final Logger LOG = Logger.getLogger(S3.class);
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,8}(-[a-z0-9]{1,12}){1,4}");
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,60})</Code>");
    private static final int LONGEST_KEY = 1024;
    private static final Duration SIGNED_FOR = Duration.ofMinutes(15);

    private final Web web;
    private final S3Config config;

    S3(Web web, S3Config config) {
        this.web = web;
        this.config = config;
    }

    Arrival arrive(Source.S3 source) throws SourceFailed {
        Optional<String> region = Optional.ofNullable(source.region()).or(config::region);
        if (!BUCKET.matcher(source.bucket()).matches()
                || source.key().isEmpty()
                || source.key().length() > LONGEST_KEY
                || source.key().startsWith("/")
                || region.filter(name -> !REGION.matcher(name).matches()).isPresent()) {
            throw new SourceFailed(
                    "Reading the bucket, key and region",
                    "they are not written as such",
                    "Give the bucket's name, the object's key without a slash at its beginning, and e.g. eu-central-1");
        }
        String shown = "s3://" + source.bucket() + "/" + source.key().replaceAll("\\p{Cntrl}", "?")
                + (source.version() == null
                        ? ""
                        : " version " + source.version().replaceAll("\\p{Cntrl}", "?"));
        try {
            var bytes = Download.open(web.tries(web.limits()), limits -> Ask.get(signed(source, region), limits));
            return Arrival.of(bytes, shown, null);
        } catch (Unsigned _) {
            throw new SourceFailed(
                    "Signing the request for " + shown,
                    "AWS credentials or the region were not found",
                    "Give Slipway's process AWS credentials (environment, profile or instance role), and set"
                            + " slipway.s3.region; the log has more");
        } catch (Answered e) {
            throw answered(shown, e);
        } catch (IOException e) {
            throw Web.broken(shown, e);
        }
    }

    private Target signed(Source.S3 source, Optional<String> region) throws IOException {
        try (S3Presigner signer = signer(region)) {
            var signed = signer.presignGetObject(request -> request.signatureDuration(SIGNED_FOR)
                    .getObjectRequest(object ->
                            object.bucket(source.bucket()).key(source.key()).versionId(source.version())));
            return Target.of(signed.url().toString());
        } catch (SdkException | BadAddress e) {
            LOG.infof("No request to S3 could be signed: %s", e.getMessage());
            throw new Unsigned();
        }
    }

    private S3Presigner signer(Optional<String> region) {
        var builder = S3Presigner.builder();
        region.map(Region::of).ifPresent(builder::region);
        // Stores other than AWS rarely have a name for each bucket.
        builder.serviceConfiguration(S3Configuration.builder()
                .pathStyleAccessEnabled(config.endpoint().isPresent())
                .build());
        config.endpoint().map(URI::create).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static SourceFailed answered(String shown, Answered e) {
        Matcher code = CODE.matcher(e.said());
        String answered = "S3 answered " + e.status() + (code.find() ? " " + code.group(1) : "");
        Optional<String> elsewhere = e.header("x-amz-bucket-region")
                .filter(region -> REGION.matcher(region).matches());
        String next =
                switch (e.status()) {
                    case 301, 307, 400 ->
                        elsewhere
                                .map(region -> "The bucket is in " + region + "; say so in region")
                                .orElse("Look at the region, the bucket and slipway.s3.endpoint");
                    case 403 ->
                        "Slipway's AWS credentials need s3:GetObject (and s3:GetObjectVersion) for it, and"
                                + " s3:ListBucket to be told what is missing";
                    case 404 -> "Look at the bucket, the key and the version";
                    default -> "Slipway tried several times; try again later";
                };
        return new SourceFailed("Fetching " + shown, answered, next);
    }

    private static final class Unsigned extends IOException {}
}
