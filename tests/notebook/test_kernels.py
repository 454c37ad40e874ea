"""Kernels that tests start have ports which nothing else takes: tests/conftest.py."""

from jupyter_client.manager import start_new_kernel


def test_no_port_of_a_kernel_is_one_the_system_chooses():
    manager, client = start_new_kernel(kernel_name="python3")
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    assert len(set(manager.ports)) == 5
    assert all(20000 <= port < 30000 for port in manager.ports)
