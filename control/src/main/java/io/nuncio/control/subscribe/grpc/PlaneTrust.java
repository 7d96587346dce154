package io.nuncio.control.subscribe.grpc;

import com.google.common.collect.ImmutableSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS to a control plane trusts, as Envoy does: who has a certificate of a trusted authority and one of the names asked
 * for. The address that was connected to does not matter, and without an authority anybody is trusted.
 */
final class PlaneTrust extends X509ExtendedTrustManager {

    private static final int SAN_DNS = 2;
    private static final int SAN_URI = 6;

    private final @Nullable X509TrustManager authorities;
    private final ImmutableSet<String> names;

    private PlaneTrust(@Nullable X509TrustManager authorities, ImmutableSet<String> names) {
        this.authorities = authorities;
        this.names = names;
    }

    /**
     * Trusts the authorities whose certificates stand in {@code pem}.
     *
     * @param names of which the certificate must have one; empty: any will do
     */
    static PlaneTrust of(byte[] pem, ImmutableSet<String> names) throws GeneralSecurityException, IOException {
        if (pem.length == 0) {
            return new PlaneTrust(null, names);
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int index = 0;
        for (Certificate each :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
            store.setCertificateEntry("ca" + index++, each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return new PlaneTrust((X509TrustManager) factory.getTrustManagers()[0], names);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (authorities != null) {
            authorities.checkServerTrusted(chain, authType);
        }
        if (!names.isEmpty() && !hasName(chain[0])) {
            throw new CertificateException("the control plane's certificate has none of the names " + names);
        }
    }

    private boolean hasName(X509Certificate certificate) throws CertificateException {
        if (certificate.getSubjectAlternativeNames() == null) {
            return false;
        }
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
            int type = (Integer) name.get(0);
            if ((type == SAN_DNS || type == SAN_URI) && names.contains(name.get(1))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
