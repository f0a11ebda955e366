//! Which servers a native client believes.
//!
//! Believing everything is a choice for tests on this computer, and says so in its name.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// Which servers a client believes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trust {
    /// Those whose certificate this computer trusts.
    System,
    /// Also those of the authorities in this PEM text.
    SystemAnd {
        /// Certificates in PEM form.
        pem: String,
    },
    /// All. For a simulator on this computer only.
    AnyServer,
}

/// Why the certificates to trust could not be read.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The PEM text holds none, or one that cannot be read.
    #[error("cannot read the certificates to trust")]
    Pem,
    /// The cryptography does not offer what TLS needs.
    #[error("cannot set up TLS")]
    Tls(#[from] rustls::Error),
}

impl Trust {
    pub(super) fn to_tls(&self) -> Result<ClientConfig, TrustError> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?;
        let builder = match self {
            Self::System => builder.with_root_certificates(system_roots()),
            Self::SystemAnd { pem } => {
                let mut roots = system_roots();
                add_pem(&mut roots, pem)?;
                builder.with_root_certificates(roots)
            }
            Self::AnyServer => {
                let verifier = Arc::new(AnyServer { provider });
                builder
                    .dangerous()
                    .with_custom_certificate_verifier(verifier)
            }
        };
        let mut config = builder.with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // A certificate of the system's that cannot be read vouches for nobody; the rest count.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

fn add_pem(roots: &mut RootCertStore, pem: &str) -> Result<(), TrustError> {
    let before = roots.len();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|_| TrustError::Pem)?;
        roots.add(certificate).map_err(|_| TrustError::Pem)?;
    }
    if roots.len() == before {
        Err(TrustError::Pem)
    } else {
        Ok(())
    }
}

/// Believes every certificate; signatures are checked, so that the channel is a real one.
#[derive(Debug)]
struct AnyServer {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
